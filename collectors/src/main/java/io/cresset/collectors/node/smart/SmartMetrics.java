package io.cresset.collectors.node.smart;

import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import java.util.List;

/** Names, types, help texts and labels that smartctl_exporter has, so that its dashboards work. */
final class SmartMetrics {
  static final MetricSpec DEVICES =
      MetricSpec.gauge(
          "smartctl_devices", "Number of devices configured or dynamically discovered");
  static final MetricSpec DEVICE =
      MetricSpec.gauge(
          "smartctl_device",
          "Device info",
          "device",
          "interface",
          "protocol",
          "model_family",
          "model_name",
          "serial_number",
          "ata_additional_product_id",
          "firmware_version",
          "ata_version",
          "sata_version",
          "form_factor",
          "scsi_vendor",
          "scsi_product",
          "scsi_revision",
          "scsi_version");
  static final MetricSpec CAPACITY_BLOCKS = gauge("capacity_blocks", "Device capacity in blocks");
  static final MetricSpec CAPACITY_BYTES = gauge("capacity_bytes", "Device capacity in bytes");
  static final MetricSpec NVME_CAPACITY_BYTES =
      gauge("nvme_capacity_bytes", "NVMe device total capacity bytes");
  static final MetricSpec BLOCK_SIZE = gauge("block_size", "Device block size", "blocks_type");
  static final MetricSpec INTERFACE_SPEED =
      gauge("interface_speed", "Device interface speed, bits per second", "speed_type");
  static final MetricSpec ATTRIBUTE =
      gauge(
          "attribute",
          "Device attributes",
          "attribute_name",
          "attribute_flags_short",
          "attribute_flags_long",
          "attribute_value_type",
          "attribute_id");
  static final MetricSpec POWER_ON_SECONDS = counter("power_on_seconds", "Device power on seconds");
  static final MetricSpec ROTATION_RATE = gauge("rotation_rate", "Device rotation rate");
  static final MetricSpec TEMPERATURE =
      gauge("temperature", "Device temperature celsius", "temperature_type");
  static final MetricSpec POWER_CYCLES = counter("power_cycle_count", "Device power cycle count");
  static final MetricSpec PERCENTAGE_USED =
      counter("percentage_used", "Device write percentage used");
  static final MetricSpec AVAILABLE_SPARE =
      counter(
          "available_spare",
          "Normalized percentage (0 to 100%) of the remaining spare capacity available");
  static final MetricSpec AVAILABLE_SPARE_THRESHOLD =
      counter(
          "available_spare_threshold",
          "When the Available Spare falls below the threshold indicated in this field, an"
              + " asynchronous event completion may occur. The value is indicated as a normalized"
              + " percentage (0 to 100%)");
  static final MetricSpec CRITICAL_WARNING =
      counter(
          "critical_warning",
          "This field indicates critical warnings for the state of the controller");
  static final MetricSpec MEDIA_ERRORS =
      counter(
          "media_errors",
          "Contains the number of occurrences where the controller detected an unrecovered data"
              + " integrity error. Errors such as uncorrectable ECC, CRC checksum failure, or LBA"
              + " tag mismatch are included in this field");
  static final MetricSpec ERROR_LOG_ENTRIES =
      counter(
          "num_err_log_entries",
          "Contains the number of Error Information log entries over the life of the controller");
  static final MetricSpec BYTES_READ = counter("bytes_read", "Bytes read by the host");
  static final MetricSpec BYTES_WRITTEN = counter("bytes_written", "Bytes written by the host");
  static final MetricSpec SMART_STATUS = gauge("smart_status", "General smart status");
  static final MetricSpec EXIT_STATUS =
      gauge("smartctl_exit_status", "Exit status of smartctl on device");
  static final MetricSpec STATE =
      gauge("state", "Device state (0=active, 1=standby, 2=sleep, 3=dst, 4=offline, 5=sct)");
  static final MetricSpec STATISTICS =
      gauge(
          "statistics",
          "Device statistics",
          "statistic_table",
          "statistic_name",
          "statistic_flags_short",
          "statistic_flags_long");
  static final MetricSpec ERROR_LOG_COUNT =
      gauge("error_log_count", "Device SMART error log count", "error_log_type");
  static final MetricSpec SELF_TEST_COUNT =
      gauge("self_test_log_count", "Device SMART self test log count", "self_test_log_type");
  static final MetricSpec SELF_TEST_ERRORS =
      gauge(
          "self_test_log_error_count",
          "Device SMART self test log error count",
          "self_test_log_type");
  static final MetricSpec ERC_SECONDS =
      gauge("erc_seconds", "Device SMART Error Recovery Control Seconds", "op_type");

  /** Ours: how old a sleeping disk's values are. */
  static final MetricSpec READ_AT =
      MetricSpec.gauge(
          "node_smart_read_timestamp_seconds",
          "When the disk last told how it is, in seconds since 1970.",
          "device");

  static final List<MetricSpec> ALL =
      List.of(
          DEVICES,
          DEVICE,
          CAPACITY_BLOCKS,
          CAPACITY_BYTES,
          NVME_CAPACITY_BYTES,
          BLOCK_SIZE,
          INTERFACE_SPEED,
          ATTRIBUTE,
          POWER_ON_SECONDS,
          ROTATION_RATE,
          TEMPERATURE,
          POWER_CYCLES,
          PERCENTAGE_USED,
          AVAILABLE_SPARE,
          AVAILABLE_SPARE_THRESHOLD,
          CRITICAL_WARNING,
          MEDIA_ERRORS,
          ERROR_LOG_ENTRIES,
          BYTES_READ,
          BYTES_WRITTEN,
          SMART_STATUS,
          EXIT_STATUS,
          STATE,
          STATISTICS,
          ERROR_LOG_COUNT,
          SELF_TEST_COUNT,
          SELF_TEST_ERRORS,
          ERC_SECONDS,
          READ_AT);

  private SmartMetrics() {}

  private static MetricSpec gauge(String name, String help, String... labels) {
    return spec(name, MetricType.GAUGE, help, labels);
  }

  private static MetricSpec counter(String name, String help) {
    return spec(name, MetricType.COUNTER, help);
  }

  private static MetricSpec spec(String name, MetricType type, String help, String... labels) {
    String[] all = new String[labels.length + 1];
    all[0] = "device";
    System.arraycopy(labels, 0, all, 1, labels.length);
    return new MetricSpec("smartctl_device_" + name, type, "", help, List.of(all));
  }
}
