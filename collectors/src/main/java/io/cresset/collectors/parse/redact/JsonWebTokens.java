package io.cresset.collectors.parse.redact;

/** JSON Web Tokens, RFC 7519: three parts of base64, the first of which begins a JSON object. */
final class JsonWebTokens implements Finder {
  private static final int LEAST_PART_BYTES = 8;

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end) {
      boolean begins =
          a[i] == 'e'
              && i + 2 < end
              && a[i + 1] == 'y'
              && a[i + 2] == 'J'
              && (i == from || !Ascii.isBase64Url(a[i - 1]));
      if (!begins) {
        i++;
        continue;
      }
      int header = partEnd(a, i, end);
      int claims = header < end && a[header] == '.' ? partEnd(a, header + 1, end) : -1;
      if (header - i >= LEAST_PART_BYTES && claims - header > LEAST_PART_BYTES) {
        int last = claims < end && a[claims] == '.' ? partEnd(a, claims + 1, end) : claims;
        taker.take(i, last);
        i = last;
      } else {
        i = header;
      }
    }
  }

  private static int partEnd(byte[] a, int from, int end) {
    int i = from;
    while (i < end && Ascii.isBase64Url(a[i])) {
      i++;
    }
    return i;
  }
}
