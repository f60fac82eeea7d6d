package io.cresset.app.web;

import io.cresset.api.http.HttpRoutes.Response;

/** A request that is not answered as it was meant; the connection ends with the answer. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  Refused(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  Response response() {
    return Response.text(status, getMessage() + "\n");
  }
}
