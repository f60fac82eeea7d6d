package io.cresset.app.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How the start page looks, and what it may do. */
final class StartPageStyle {
  static final String STYLE =
      """
      :root{color-scheme:light dark;--line:#0002;--card:#fff;--page:#f4f4f2;--ink:#1b1b1b;\
      --soft:#5c5c5c;--good:#1a7f37;--bad:#b42318;--link:#0b57d0}
      @media(prefers-color-scheme:dark){:root{--line:#fff2;--card:#1f2124;--page:#141517;\
      --ink:#e8e8e6;--soft:#a5a5a3;--good:#4cc46a;--bad:#ff8a7a;--link:#8ab4f8}}
      *{box-sizing:border-box}
      body{margin:0 auto;max-width:70rem;padding:1rem;font:16px/1.45 system-ui,sans-serif;\
      background:var(--page);color:var(--ink);overflow-wrap:anywhere}
      h1{font-size:1.5rem;margin:0}
      h1 small{font-size:.9rem;font-weight:400;color:var(--soft)}
      h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
      h3{font-size:1rem;margin:0;display:flex;flex-wrap:wrap;gap:.25rem .75rem;\
      justify-content:space-between}
      header p{margin:.25rem 0 0;font-weight:600}
      .well{color:var(--good)}
      .unwell{color:var(--bad)}
      .cards{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr))}
      article{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--good);\
      border-radius:6px;padding:.75rem;min-width:0}
      .state{font-weight:600;color:var(--good)}
      .starting,.absent{border-left-color:var(--soft)}
      .starting .state,.absent .state{color:var(--soft)}
      .failing,.retrying,.stopped,.full,.read-only{border-left-color:var(--bad)}
      .failing .state,.retrying .state,.stopped .state,.full .state,.read-only .state{color:var(--bad)}
      dl{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0 0}
      dt{font-size:.8rem;color:var(--soft)}
      dd{margin:0;font-variant-numeric:tabular-nums}
      .wrong{margin:.5rem 0 0}
      .since{color:var(--soft);white-space:nowrap}
      nav{margin:1.5rem 0 0;display:flex;flex-wrap:wrap;gap:.5rem 1rem}
      a{color:var(--link)}
      """;

  /** This style and nothing else: no script, nothing from anywhere, not within another page. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + hash(STYLE)
          + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private StartPageStyle() {}

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
