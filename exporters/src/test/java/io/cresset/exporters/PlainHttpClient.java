package io.cresset.exporters;

import io.cresset.api.http.HttpClient;
import io.cresset.api.http.TlsSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends for real, with real time limits; the program's own client is tested where it lives. */
public final class PlainHttpClient implements HttpClient {

  @Override
  public HttpClient with(TlsSettings tls, Optional<URI> proxy) {
    if (!tls.equals(TlsSettings.none()) || proxy.isPresent()) {
      throw new AssertionError("no way but the plain one here");
    }
    return this;
  }

  @Override
  public Response send(Request request) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    HttpURLConnection connection = (HttpURLConnection) request.uri().toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(request.method());
    connection.setConnectTimeout((int) request.limit().toMillis());
    connection.setReadTimeout((int) request.limit().toMillis());
    request.headers().forEach(connection::setRequestProperty);
    connection.setDoOutput(true);
    // Or else the JDK would send it a second time by itself where no answer comes.
    connection.setFixedLengthStreamingMode(request.body().length);
    try (var out = connection.getOutputStream()) {
      out.write(request.body());
    }
    int status = connection.getResponseCode();
    Map<String, List<String>> headers = new HashMap<>(connection.getHeaderFields());
    headers.remove(null);
    var in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    return new Response(
        status, headers, in == null ? new byte[0] : in.readNBytes(request.maxResponseBytes()));
  }
}
