package io.cresset.collectors.node.smart;

import io.cresset.api.model.MetricSpec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an NVMe controller's answers say (NVM Express Base Specification 2.0). */
final class NvmeHealth {
  // Bytes of Identify Controller, figure 275.
  private static final int SERIAL = 4;
  private static final int MODEL = 24;
  private static final int FIRMWARE = 64;
  private static final int TOTAL_CAPACITY = 280;

  // Bytes of the health log, figure 208.
  private static final int COMPOSITE_TEMPERATURE = 1;
  private static final int AVAILABLE_SPARE = 3;
  private static final int SPARE_THRESHOLD = 4;
  private static final int PERCENTAGE_USED = 5;
  private static final int UNITS_READ = 32;
  private static final int UNITS_WRITTEN = 48;
  private static final int POWER_CYCLES = 112;
  private static final int POWER_ON_HOURS = 128;
  private static final int MEDIA_ERRORS = 160;
  private static final int ERROR_LOG_ENTRIES = 176;

  /** Temperatures are in Kelvin; 0 is not told. */
  private static final int KELVIN = 273;

  private static final double UNIT_BYTES = 512_000;

  private NvmeHealth() {}

  static List<Sample> identity(String device, byte[] identify) {
    List<Sample> samples = new ArrayList<>();
    samples.add(
        DeviceInfo.of(
            device,
            Map.of(
                "interface",
                "nvme",
                "protocol",
                "NVMe",
                "model_name",
                text(identify, MODEL, 40),
                "serial_number",
                text(identify, SERIAL, 20),
                "firmware_version",
                text(identify, FIRMWARE, 8))));
    double total = number(identify, TOTAL_CAPACITY);
    if (total > 0) {
      samples.add(Sample.of(SmartMetrics.NVME_CAPACITY_BYTES, total, device));
    }
    return samples;
  }

  static List<Sample> health(String device, byte[] log) {
    List<Sample> samples = new ArrayList<>();
    int warning = log[0] & 0xFF;
    samples.add(Sample.of(SmartMetrics.SMART_STATUS, warning == 0 ? 1 : 0, device));
    samples.add(Sample.of(SmartMetrics.CRITICAL_WARNING, warning, device));
    int kelvin = log[COMPOSITE_TEMPERATURE] & 0xFF | (log[COMPOSITE_TEMPERATURE + 1] & 0xFF) << 8;
    if (kelvin > 0) {
      samples.add(
          Sample.of(
              SmartMetrics.TEMPERATURE, kelvin - KELVIN, device, "temperature_type", "current"));
    }
    samples.add(Sample.of(SmartMetrics.AVAILABLE_SPARE, log[AVAILABLE_SPARE] & 0xFF, device));
    samples.add(
        Sample.of(SmartMetrics.AVAILABLE_SPARE_THRESHOLD, log[SPARE_THRESHOLD] & 0xFF, device));
    samples.add(Sample.of(SmartMetrics.PERCENTAGE_USED, log[PERCENTAGE_USED] & 0xFF, device));
    addUnits(samples, SmartMetrics.BYTES_READ, number(log, UNITS_READ), device);
    addUnits(samples, SmartMetrics.BYTES_WRITTEN, number(log, UNITS_WRITTEN), device);
    samples.add(Sample.of(SmartMetrics.POWER_CYCLES, number(log, POWER_CYCLES), device));
    samples.add(
        Sample.of(SmartMetrics.POWER_ON_SECONDS, number(log, POWER_ON_HOURS) * 3600, device));
    samples.add(Sample.of(SmartMetrics.MEDIA_ERRORS, number(log, MEDIA_ERRORS), device));
    samples.add(Sample.of(SmartMetrics.ERROR_LOG_ENTRIES, number(log, ERROR_LOG_ENTRIES), device));
    return samples;
  }

  /** Thousands of 512 bytes; 0 is not told. */
  private static void addUnits(List<Sample> samples, MetricSpec spec, double units, String device) {
    if (units > 0) {
      samples.add(Sample.of(spec, units * UNIT_BYTES, device));
    }
  }

  /** 16 bytes, the lowest first. */
  private static double number(byte[] bytes, int at) {
    byte[] highestFirst = new byte[16];
    for (int i = 0; i < highestFirst.length; i++) {
      highestFirst[i] = bytes[at + highestFirst.length - 1 - i];
    }
    return new BigInteger(1, highestFirst).doubleValue();
  }

  private static String text(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
  }
}
