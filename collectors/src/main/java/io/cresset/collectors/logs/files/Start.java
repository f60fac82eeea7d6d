package io.cresset.collectors.logs.files;

/** Where reading begins in what was there before anything was known of it. */
public enum Start {
  BEGINNING,
  END
}
