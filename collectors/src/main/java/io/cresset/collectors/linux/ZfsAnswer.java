package io.cresset.collectors.linux;

/**
 * What OpenZFS answers.
 *
 * @param list a packed list of names and values, libnvpair(3)
 * @param error why the pool could not be opened, by errno; 0 if it is open. Means nothing where no
 *     pool was asked about
 */
public record ZfsAnswer(byte[] list, long error) {}
