package io.cresset.api.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys with values, in the order in which they were put; a key stands once. Meant for the few
 * attributes of a record or resource: look-up is linear.
 */
public final class Attributes {
  private static final Attributes EMPTY = new Attributes(new String[0], new Value[0]);

  private final String[] keys;
  private final Value[] values;

  private Attributes(String[] keys, Value[] values) {
    this.keys = keys;
    this.values = values;
  }

  public static Attributes empty() {
    return EMPTY;
  }

  public static Attributes of(String key, String value) {
    return builder().put(key, value).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  public int size() {
    return keys.length;
  }

  public boolean isEmpty() {
    return keys.length == 0;
  }

  public String key(int index) {
    return keys[index];
  }

  public Value value(int index) {
    return values[index];
  }

  public Optional<Value> get(String key) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i].equals(key)) {
        return Optional.of(values[i]);
      }
    }
    return Optional.empty();
  }

  public void forEach(BiConsumer<String, Value> action) {
    for (int i = 0; i < keys.length; i++) {
      action.accept(keys[i], values[i]);
    }
  }

  /** A builder that starts with these attributes. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    forEach(builder::put);
    return builder;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that
        && Arrays.equals(keys, that.keys)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    forEach(
        (key, value) ->
            out.append(out.length() > 1 ? ", " : "").append(key).append('=').append(value));
    return out.append('}').toString();
  }

  /** Collects attributes; putting a key again replaces its value in place. */
  public static final class Builder {
    /** From this many keys on they are looked up by hash, since a hostile sender may send many. */
    private static final int INDEXED_FROM_KEYS = 16;

    private final List<String> keys = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private @Nullable Map<String, Integer> index;

    private Builder() {}

    public Builder put(String key, Value value) {
      if (key.isEmpty()) {
        throw new InvalidTelemetry("an attribute's key must not be empty");
      }
      Objects.requireNonNull(value);
      int at = indexOf(key);
      if (at >= 0) {
        values.set(at, value);
      } else {
        if (index != null) {
          index.put(key, keys.size());
        }
        keys.add(key);
        values.add(value);
      }
      return this;
    }

    private int indexOf(String key) {
      if (keys.size() < INDEXED_FROM_KEYS) {
        return keys.indexOf(key);
      }
      if (index == null) {
        index = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
          index.put(keys.get(i), i);
        }
      }
      return index.getOrDefault(key, -1);
    }

    public Builder put(String key, String value) {
      return put(key, Value.of(value));
    }

    public Builder put(String key, long value) {
      return put(key, Value.of(value));
    }

    public Attributes build() {
      return keys.isEmpty()
          ? EMPTY
          : new Attributes(keys.toArray(String[]::new), values.toArray(Value[]::new));
    }
  }
}
