package io.cresset.testkit.misbehaving;

/** Throws when it is asked what it is. */
final class Unprintable extends RuntimeException {
  private static final long serialVersionUID = 1;

  @Override
  public String getMessage() {
    throw new IllegalStateException("misbehaves when it is printed");
  }
}
