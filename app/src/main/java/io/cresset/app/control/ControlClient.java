package io.cresset.app.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks a running program, as the commands do. It makes no thread and keeps no connection. */
public final class ControlClient {
  private static final int CONNECT_LIMIT_MILLIS = 5_000;

  /** Longest silence in an answer; whoever streams writes something more often than that. */
  private static final int SILENCE_LIMIT_MILLIS = 60_000;

  private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private final Path file;
  private Instance instance;

  private ControlClient(Path file, Instance instance) {
    this.file = file;
    this.instance = instance;
  }

  /**
   * The running program that is meant.
   *
   * @param port that its configuration names; empty for the only one that runs here
   */
  public static ControlClient find(ControlPlaces places, OptionalInt port)
      throws ControlUnavailable {
    RunningInstances.Found found = RunningInstances.in(places).pick(port);
    return new ControlClient(found.file(), found.instance());
  }

  public long pid() {
    return instance.pid();
  }

  /** Where its page is, without a slash at the end. */
  public String url() {
    return instance.url().toString();
  }

  /** A whole answer. */
  public record Reply(int status, String contentType, String text) {}

  /**
   * @param path and query, escaped
   * @throws ControlUnavailable if there is no answer; one with any other status than 401 is one
   */
  public Reply ask(String method, String path) throws ControlUnavailable {
    try {
      HttpURLConnection connection = opened(method, path);
      try {
        return reply(connection);
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw noAnswer(e);
    }
  }

  /**
   * Hands the lines of a streamed answer over as they come, until it ends.
   *
   * @param path and query, escaped
   * @throws ControlUnavailable if there is no answer, it breaks off, or its status is not 200
   */
  public void stream(String path, Consumer<String> line) throws ControlUnavailable {
    try {
      HttpURLConnection connection = opened("GET", path);
      try {
        if (status(connection) != 200) {
          throw new ControlUnavailable(reply(connection).text().strip());
        }
        try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
          for (String next = in.readLine(); next != null; next = in.readLine()) {
            line.accept(next);
          }
        }
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw noAnswer(e);
    }
  }

  private HttpURLConnection opened(String method, String path) throws IOException {
    try {
      return open(method, path);
    } catch (SSLException e) {
      // The very connection may have been what made the program look at a renewed certificate.
      Instance now = Instance.read(file);
      if (now.equals(instance)) {
        throw e;
      }
      instance = now;
      return open(method, path);
    }
  }

  private HttpURLConnection open(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(instance.url() + path).toURL().openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(PinnedTrust.sockets(instance.certificate().orElse("")));
      https.setHostnameVerifier((_, _) -> true);
    }
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_LIMIT_MILLIS);
    connection.setReadTimeout(SILENCE_LIMIT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("Authorization", "Bearer " + instance.token().reveal());
    if (method.equals("POST")) {
      // What is streamed, even if it is nothing, is never sent again on the JDK's own account.
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(0);
      try (OutputStream out = connection.getOutputStream()) {
        out.flush();
      }
    } else {
      connection.connect();
    }
    return connection;
  }

  private int status(HttpURLConnection connection) throws IOException, ControlUnavailable {
    int status = connection.getResponseCode();
    if (status == 401) {
      throw new ControlUnavailable(
          "what answers at "
              + instance.url()
              + " does not know the token of process "
              + instance.pid()
              + "; if Cresset was just restarted, try again");
    }
    return status;
  }

  private Reply reply(HttpURLConnection connection) throws IOException, ControlUnavailable {
    int status = status(connection);
    InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    byte[] bytes = {};
    if (body != null) {
      try (body) {
        bytes = body.readNBytes(MAX_ANSWER_BYTES);
      }
    }
    @Nullable String type = connection.getContentType();
    return new Reply(status, type == null ? "" : type, new String(bytes, StandardCharsets.UTF_8));
  }

  private ControlUnavailable noAnswer(IOException e) {
    String why =
        switch (e) {
          case ConnectException _ -> "does not listen there";
          case SocketTimeoutException _ -> "does not answer in time";
          default -> "broke off: " + e.getMessage();
        };
    return new ControlUnavailable(
        "Cresset, process "
            + instance.pid()
            + " at "
            + instance.url()
            + ", "
            + why
            + "; if it is still there, its log says more",
        e);
  }
}
