/**
 * The door through which {@code cresset status}, {@code tap} and {@code reload} reach the program
 * that runs: HTTP on its web port, with a token that only its own user can read.
 *
 * <p>In the running program: {@code web.control()} gives the {@link
 * io.cresset.app.control.ControlRoutes}. A route is asked for only with the token, from loopback
 * too; without it the answer is 401. It answers whole or as a stream:
 *
 * <pre>{@code
 * web.control().post("/-/reload", _ -> Answer.text(200, "reloaded: loki restarted\n"));
 * web.control().get("/-/tap", request -> new Answer.Streamed("application/jsonl", out -> {
 *   while (true) {
 *     out.write(next());   // an IOException means that the client went: let it pass
 *     out.flush();         // what is flushed is sent at once
 *   }
 * }));
 * }</pre>
 *
 * <p>In a command: find the instance and ask it. Both fail with {@link
 * io.cresset.app.control.ControlUnavailable}, whose message is the one line to print.
 *
 * <pre>{@code
 * ControlClient running = Running.find(config, environment);
 * ControlClient.Reply reply = running.ask("POST", "/-/reload");
 * running.stream("/-/tap?component=syslog", line -> out.println(line));
 * }</pre>
 *
 * <p>Where the page is served by TLS, the file names the certificate, and the client believes that
 * one alone.
 *
 * <p>What it rests on is a file for each running instance, named by its port, mode 0600, in a
 * folder {@code control} of mode 0700 below the first of these that can be had: {@code
 * $RUNTIME_DIRECTORY} (which systemd sets), {@code /run/cresset}, {@code $XDG_RUNTIME_DIR/cresset},
 * {@code /tmp/cresset-UID}. A program that cannot leave it says so and runs all the same.
 */
@NullMarked
package io.cresset.app.control;

import org.jspecify.annotations.NullMarked;
