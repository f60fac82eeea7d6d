package io.cresset.collectors.linux;

/**
 * What a disk answers a command.
 *
 * @param data empty if the command has none
 * @param count register; 0, like the next two, if the command has data
 */
public record AtaAnswer(byte[] data, int count, int mid, int high) {}
