package io.cresset.collectors.node.smart;

import io.cresset.api.model.MetricSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * An output of {@code smartctl --json --xall}, mined as smartctl_exporter does, except that what is
 * not in it is absent and not 0.
 */
final class SmartctlJson {
  /** Where smartctl tells what a disk is, by label. */
  private static final Map<String, String> IDENTITY =
      Map.ofEntries(
          Map.entry("interface", "device.type"),
          Map.entry("protocol", "device.protocol"),
          Map.entry("model_family", "model_family"),
          Map.entry("serial_number", "serial_number"),
          Map.entry("ata_additional_product_id", "ata_additional_product_id"),
          Map.entry("firmware_version", "firmware_version"),
          Map.entry("ata_version", "ata_version.string"),
          Map.entry("sata_version", "sata_version.string"),
          Map.entry("form_factor", "form_factor.name"),
          Map.entry("scsi_vendor", "scsi_vendor"),
          Map.entry("scsi_product", "scsi_product"),
          Map.entry("scsi_revision", "scsi_revision"),
          Map.entry("scsi_version", "scsi_version"));

  private static final List<String> ATTRIBUTE_FLAGS =
      List.of(
          "prefailure", "updated_online", "performance", "error_rate", "event_count", "auto_keep");
  private static final List<String> STATISTIC_FLAGS =
      List.of("valid", "normalized", "supports_dsn", "monitored_condition_met");

  /** Vendors give several of theirs one name. */
  private static final String VENDORS_OWN = "Vendor Specific Statistics";

  private static final DoubleUnaryOperator AS_IT_IS = value -> value;
  private static final double UNIT_BYTES = 512_000;

  private final JsonTree json;
  private final String device;
  private final List<Sample> samples = new ArrayList<>();

  /**
   * What a disk said.
   *
   * @param madeAt in seconds since 1970
   */
  record Report(String device, List<Sample> samples, OptionalDouble madeAt) {}

  private SmartctlJson(JsonTree json, String device) {
    this.json = json;
    this.device = device;
  }

  /**
   * @throws IOException if it is no JSON, or no disk's
   */
  static Report parse(byte[] bytes) throws IOException {
    JsonTree json = JsonTree.parse(bytes);
    String name = json.get("device.name").text().orElse("");
    if (name.isEmpty()) {
      throw new IOException("is no output of smartctl --json: it has no device.name");
    }
    String device = label(name, json.get("device.type").text().orElse(""));
    SmartctlJson one = new SmartctlJson(json, device);
    one.mine();
    return new Report(device, List.copyOf(one.samples), json.get("local_time.time_t").number());
  }

  /** {@code /dev/bus/0} and {@code megaraid,1} are {@code bus_0_megaraid_1}. */
  static String label(String name, String type) {
    String shortened =
        name.replaceFirst("^/dev/(disk/by-id/|disk/by-path/)?", "").replace('/', '_');
    return type.contains(",") ? shortened + "_" + type.replace(',', '_') : shortened;
  }

  private void mine() {
    identity();
    add(SmartMetrics.EXIT_STATUS, "smartctl.exit_status", AS_IT_IS);
    add(SmartMetrics.CAPACITY_BLOCKS, "user_capacity.blocks", AS_IT_IS);
    add(SmartMetrics.CAPACITY_BYTES, "user_capacity.bytes", AS_IT_IS);
    add(SmartMetrics.NVME_CAPACITY_BYTES, "nvme_total_capacity", AS_IT_IS);
    for (String type : List.of("logical", "physical")) {
      add(SmartMetrics.BLOCK_SIZE, type + "_block_size", AS_IT_IS, "blocks_type", type);
    }
    for (String type : List.of("max", "current")) {
      JsonTree speed = json.get("interface_speed." + type);
      OptionalDouble units = speed.get("units_per_second").number();
      OptionalDouble bits = speed.get("bits_per_unit").number();
      if (units.isPresent() && bits.isPresent()) {
        double perSecond = units.getAsDouble() * bits.getAsDouble();
        samples.add(Sample.of(SmartMetrics.INTERFACE_SPEED, perSecond, device, "speed_type", type));
      }
    }
    json.get("ata_smart_attributes.table").elements().forEach(this::attribute);
    OptionalDouble hours = json.get("power_on_time.hours").number();
    double minutes = json.get("power_on_time.minutes").number().orElse(0);
    hours.ifPresent(
        count ->
            samples.add(
                Sample.of(SmartMetrics.POWER_ON_SECONDS, count * 3600 + minutes * 60, device)));
    json.get("rotation_rate").number().stream()
        .filter(rate -> rate > 0)
        .forEach(rate -> samples.add(Sample.of(SmartMetrics.ROTATION_RATE, rate, device)));
    json.get("temperature")
        .fields()
        .forEach((type, value) -> add(SmartMetrics.TEMPERATURE, value, "temperature_type", type));
    if (!add(SmartMetrics.POWER_CYCLES, "power_cycle_count", AS_IT_IS)) {
      add(
          SmartMetrics.POWER_CYCLES,
          "scsi_start_stop_cycle_counter.accumulated_start_stop_cycles",
          AS_IT_IS);
    }
    add(SmartMetrics.STATE, "ata_sct_status.device_state", AS_IT_IS);
    add(SmartMetrics.SMART_STATUS, "smart_status.passed", AS_IT_IS);
    logs();
    statistics();
    nvme();
  }

  private void identity() {
    Map<String, String> told = new HashMap<>();
    IDENTITY.forEach((label, path) -> json.get(path).text().ifPresent(it -> told.put(label, it)));
    String model = json.get("model_name").text().orElse("");
    if (model.isEmpty()) {
      model = json.get("scsi_model_name").text().orElse("");
    }
    told.put("model_name", model.isEmpty() ? "unknown" : model);
    samples.add(DeviceInfo.of(device, told));
  }

  private boolean add(MetricSpec spec, String path, DoubleUnaryOperator unit, String... labels) {
    OptionalDouble value = json.get(path).number();
    value.ifPresent(
        number -> samples.add(Sample.of(spec, unit.applyAsDouble(number), device, labels)));
    return value.isPresent();
  }

  private void add(MetricSpec spec, JsonTree value, String... labels) {
    value.number().ifPresent(number -> samples.add(Sample.of(spec, number, device, labels)));
  }

  private void attribute(JsonTree attribute) {
    for (List<String> type :
        List.of(
            List.of("value", "value"),
            List.of("worst", "worst"),
            List.of("thresh", "thresh"),
            List.of("raw", "raw.value"))) {
      add(
          SmartMetrics.ATTRIBUTE,
          attribute.get(type.getLast()),
          "attribute_name",
          attribute.get("name").text().orElse(""),
          "attribute_flags_short",
          attribute.get("flags.string").text().orElse(""),
          "attribute_flags_long",
          flags(attribute.get("flags"), ATTRIBUTE_FLAGS),
          "attribute_value_type",
          type.getFirst(),
          "attribute_id",
          attribute.get("id").text().orElse(""));
    }
  }

  private static String flags(JsonTree flags, List<String> names) {
    return String.join(
        ",", names.stream().filter(name -> flags.get(name).number().orElse(0) == 1).toList());
  }

  private void logs() {
    json.get("ata_smart_error_log")
        .fields()
        .forEach(
            (type, log) ->
                add(SmartMetrics.ERROR_LOG_COUNT, log.get("count"), "error_log_type", type));
    json.get("ata_smart_self_test_log")
        .fields()
        .forEach(
            (type, log) -> {
              add(SmartMetrics.SELF_TEST_COUNT, log.get("count"), "self_test_log_type", type);
              add(
                  SmartMetrics.SELF_TEST_ERRORS,
                  log.get("error_count_total"),
                  "self_test_log_type",
                  type);
            });
    json.get("ata_sct_erc")
        .fields()
        .forEach(
            (type, erc) ->
                erc.get("deciseconds")
                    .number()
                    .ifPresent(
                        tenths ->
                            samples.add(
                                Sample.of(
                                    SmartMetrics.ERC_SECONDS,
                                    tenths / 10,
                                    device,
                                    "op_type",
                                    type))));
  }

  private void statistics() {
    for (JsonTree page : json.get("ata_device_statistics.pages").elements()) {
      String table = page.get("name").text().orElse("");
      if (!table.equals(VENDORS_OWN)) {
        for (JsonTree statistic : page.get("table").elements()) {
          statistic(
              statistic,
              table,
              statistic.get("flags.string").text().orElse(""),
              flags(statistic.get("flags"), STATISTIC_FLAGS));
        }
      }
    }
    for (JsonTree statistic : json.get("sata_phy_event_counters.table").elements()) {
      statistic(statistic, "SATA PHY Event Counters", "V---", "valid");
    }
  }

  private void statistic(JsonTree statistic, String table, String shortFlags, String longFlags) {
    add(
        SmartMetrics.STATISTICS,
        statistic.get("value"),
        "statistic_table",
        table,
        "statistic_name",
        statistic.get("name").text().orElse(""),
        "statistic_flags_short",
        shortFlags,
        "statistic_flags_long",
        longFlags);
  }

  private void nvme() {
    String log = "nvme_smart_health_information_log.";
    add(SmartMetrics.PERCENTAGE_USED, log + "percentage_used", AS_IT_IS);
    add(SmartMetrics.AVAILABLE_SPARE, log + "available_spare", AS_IT_IS);
    add(SmartMetrics.AVAILABLE_SPARE_THRESHOLD, log + "available_spare_threshold", AS_IT_IS);
    add(SmartMetrics.CRITICAL_WARNING, log + "critical_warning", AS_IT_IS);
    add(SmartMetrics.MEDIA_ERRORS, log + "media_errors", AS_IT_IS);
    add(SmartMetrics.ERROR_LOG_ENTRIES, log + "num_err_log_entries", AS_IT_IS);
    if (json.get(log + "data_units_read").number().orElse(0) > 0) {
      add(SmartMetrics.BYTES_READ, log + "data_units_read", units -> units * UNIT_BYTES);
    }
    if (json.get(log + "data_units_written").number().orElse(0) > 0) {
      add(SmartMetrics.BYTES_WRITTEN, log + "data_units_written", units -> units * UNIT_BYTES);
    }
  }
}
