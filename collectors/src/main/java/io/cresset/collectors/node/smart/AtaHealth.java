package io.cresset.collectors.node.smart;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an ATA disk's answers say (ACS-4: IDENTIFY DEVICE, SMART READ DATA, and SMART READ
 * THRESHOLDS as older versions have it).
 */
final class AtaHealth {
  private static final int WORDS = 256;

  // Words of IDENTIFY DEVICE.
  private static final int SERIAL = 10;
  private static final int FIRMWARE = 23;
  private static final int MODEL = 27;
  private static final int SECTORS_28 = 60;
  private static final int SATA_CAPABILITIES = 76;
  private static final int SATA_SPEED = 77;
  private static final int MAJOR_VERSION = 80;
  private static final int COMMANDS_SUPPORTED = 82;
  private static final int COMMANDS_SUPPORTED_2 = 83;
  private static final int SECTORS_48 = 100;
  private static final int SECTOR_SIZE = 106;
  private static final int LOGICAL_SECTOR_WORDS = 117;
  private static final int FORM_FACTOR = 168;
  private static final int ROTATION = 217;
  private static final int TRANSPORT = 222;

  private static final List<String> FORM_FACTORS =
      List.of(
          "",
          "5.25 inches",
          "3.5 inches",
          "2.5 inches",
          "1.8 inches",
          "< 1.8 inches",
          "mSATA",
          "M.2",
          "MicroSSD",
          "CFast");
  private static final List<String> SATA_VERSIONS =
      List.of(
          "ATA8-AST",
          "SATA 1.0a",
          "SATA 2.0",
          "SATA 2.5",
          "SATA 2.6",
          "SATA 3.0",
          "SATA 3.1",
          "SATA 3.2",
          "SATA 3.3",
          "SATA 3.4",
          "SATA 3.5");
  private static final List<String> ATA_VERSIONS =
      List.of(
          "",
          "ATA-1",
          "ATA-2",
          "ATA-3",
          "ATA/ATAPI-4",
          "ATA/ATAPI-5",
          "ATA/ATAPI-6",
          "ATA/ATAPI-7",
          "ATA8-ACS",
          "ACS-2",
          "ACS-3",
          "ACS-4",
          "ACS-5");

  /** Of SATA's generations, in bits per second. */
  private static final double[] SPEEDS = {0, 1.5e9, 3e9, 6e9};

  // Of SMART READ DATA.
  private static final int FIRST_ATTRIBUTE = 2;
  private static final int ATTRIBUTES = 30;
  private static final int ATTRIBUTE_BYTES = 12;

  private static final String FLAG_LETTERS = "POSRCK";
  private static final List<String> FLAGS =
      List.of(
          "prefailure", "updated_online", "performance", "error_rate", "event_count", "auto_keep");

  private static final int POWER_ON_HOURS = 9;
  private static final int POWER_CYCLES = 12;
  private static final List<Integer> TEMPERATURES = List.of(194, 190);

  /**
   * @param flags as in the data, of 16 bits
   * @param threshold -1 if the disk does not tell
   */
  record Attribute(int id, int flags, int value, int worst, int threshold, long raw) {}

  private AtaHealth() {}

  static boolean hasSmart(byte[] identify) {
    return (word(identify, COMMANDS_SUPPORTED) & 1) != 0;
  }

  /** What the disk is. */
  static List<Sample> identity(String device, byte[] identify) {
    List<Sample> samples = new ArrayList<>();
    samples.add(
        DeviceInfo.of(
            device,
            Map.of(
                "interface",
                "sat",
                "protocol",
                "ATA",
                "model_name",
                text(identify, MODEL, 20),
                "serial_number",
                text(identify, SERIAL, 10),
                "firmware_version",
                text(identify, FIRMWARE, 4),
                "ata_version",
                highest(ATA_VERSIONS, word(identify, MAJOR_VERSION)),
                "sata_version",
                sataVersion(identify),
                "form_factor",
                formFactor(identify))));
    int size = word(identify, SECTOR_SIZE);
    boolean told = (size & 0xC000) == 0x4000;
    double logical =
        told && (size & 1 << 12) != 0 ? 2.0 * dword(identify, LOGICAL_SECTOR_WORDS) : 512;
    double physical = logical * (told && (size & 1 << 13) != 0 ? 1 << (size & 0xF) : 1);
    double sectors =
        (word(identify, COMMANDS_SUPPORTED_2) & 1 << 10) != 0
            ? dword(identify, SECTORS_48) + 4294967296.0 * dword(identify, SECTORS_48 + 2)
            : dword(identify, SECTORS_28);
    samples.add(Sample.of(SmartMetrics.CAPACITY_BLOCKS, sectors, device));
    samples.add(Sample.of(SmartMetrics.CAPACITY_BYTES, sectors * logical, device));
    samples.add(Sample.of(SmartMetrics.BLOCK_SIZE, logical, device, "blocks_type", "logical"));
    samples.add(Sample.of(SmartMetrics.BLOCK_SIZE, physical, device, "blocks_type", "physical"));
    int rotation = word(identify, ROTATION);
    // 1 is a disk that does not turn.
    if (rotation > 0x0400 && rotation < 0xFFFF) {
      samples.add(Sample.of(SmartMetrics.ROTATION_RATE, rotation, device));
    }
    addSpeed(samples, device, "max", generation(word(identify, SATA_CAPABILITIES) >> 1 & 7));
    addSpeed(samples, device, "current", word(identify, SATA_SPEED) >> 1 & 7);
    return samples;
  }

  private static void addSpeed(List<Sample> samples, String device, String type, int generation) {
    if (generation > 0 && generation < SPEEDS.length) {
      samples.add(
          Sample.of(SmartMetrics.INTERFACE_SPEED, SPEEDS[generation], device, "speed_type", type));
    }
  }

  /** The highest of the generations that have a bit each. */
  private static int generation(int bits) {
    return 32 - Integer.numberOfLeadingZeros(bits);
  }

  private static String highest(List<String> names, int bits) {
    if (bits == 0 || bits == 0xFFFF) {
      return "";
    }
    int bit = 31 - Integer.numberOfLeadingZeros(bits);
    return bit < names.size() ? names.get(bit) : "";
  }

  private static String sataVersion(byte[] identify) {
    int transport = word(identify, TRANSPORT);
    return transport >> 12 == 1 ? highest(SATA_VERSIONS, transport & 0xFFF) : "";
  }

  private static String formFactor(byte[] identify) {
    int form = word(identify, FORM_FACTOR) & 0xF;
    return form < FORM_FACTORS.size() ? FORM_FACTORS.get(form) : "";
  }

  /**
   * @param thresholds all 0 if the disk does not tell them
   */
  static List<Attribute> attributes(byte[] data, byte[] thresholds) {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < ATTRIBUTES; i++) {
      int at = FIRST_ATTRIBUTE + i * ATTRIBUTE_BYTES;
      int id = data[at] & 0xFF;
      if (id != 0) {
        long raw = 0;
        for (int b = 10; b >= 5; b--) {
          raw = raw << 8 | data[at + b] & 0xFF;
        }
        attributes.add(
            new Attribute(
                id,
                data[at + 1] & 0xFF | (data[at + 2] & 0xFF) << 8,
                data[at + 3] & 0xFF,
                data[at + 4] & 0xFF,
                threshold(id, thresholds),
                raw));
      }
    }
    return attributes;
  }

  private static int threshold(int id, byte[] thresholds) {
    for (int i = 0; i < ATTRIBUTES; i++) {
      int at = FIRST_ATTRIBUTE + i * ATTRIBUTE_BYTES;
      if ((thresholds[at] & 0xFF) == id) {
        return thresholds[at + 1] & 0xFF;
      }
    }
    return -1;
  }

  /** How it is. Of an attribute that stands twice the first counts. */
  static List<Sample> health(String device, List<Attribute> attributes) {
    List<Sample> samples = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    for (Attribute attribute : attributes) {
      if (seen.contains(attribute.id)) {
        continue;
      }
      seen.add(attribute.id);
      add(samples, device, attribute, "value", attribute.value);
      add(samples, device, attribute, "worst", attribute.worst);
      add(samples, device, attribute, "raw", (double) attribute.raw);
      if (attribute.threshold >= 0) {
        add(samples, device, attribute, "thresh", attribute.threshold);
      }
      if (attribute.id == POWER_ON_HOURS) {
        // Some disks have minutes above the lower 24 bits.
        double seconds = (attribute.raw & 0xFFFFFF) * 3600.0;
        samples.add(Sample.of(SmartMetrics.POWER_ON_SECONDS, seconds, device));
      }
      if (attribute.id == POWER_CYCLES) {
        samples.add(Sample.of(SmartMetrics.POWER_CYCLES, (double) attribute.raw, device));
      }
    }
    for (int id : TEMPERATURES) {
      int index = seen.indexOf(id);
      if (index >= 0) {
        // Above the lowest byte stand the lowest and highest ever.
        byte celsius =
            (byte) attributes.stream().filter(a -> a.id == id).findFirst().orElseThrow().raw;
        samples.add(
            Sample.of(SmartMetrics.TEMPERATURE, celsius, device, "temperature_type", "current"));
        break;
      }
    }
    return samples;
  }

  private static void add(
      List<Sample> samples, String device, Attribute attribute, String type, double value) {
    samples.add(
        Sample.of(
            SmartMetrics.ATTRIBUTE,
            value,
            device,
            "attribute_name",
            AtaAttributes.name(attribute.id),
            "attribute_flags_short",
            shortFlags(attribute.flags),
            "attribute_flags_long",
            longFlags(attribute.flags),
            "attribute_value_type",
            type,
            "attribute_id",
            Integer.toString(attribute.id)));
  }

  static String shortFlags(int flags) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < FLAG_LETTERS.length(); i++) {
      out.append((flags & 1 << i) != 0 ? FLAG_LETTERS.charAt(i) : '-');
    }
    return flags >> FLAG_LETTERS.length() != 0 ? out.append('+').toString() : out.toString();
  }

  private static String longFlags(int flags) {
    List<String> set = new ArrayList<>();
    for (int i = 0; i < FLAGS.size(); i++) {
      if ((flags & 1 << i) != 0) {
        set.add(FLAGS.get(i));
      }
    }
    return String.join(",", set);
  }

  private static int word(byte[] identify, int index) {
    assert index < WORDS;
    return identify[2 * index] & 0xFF | (identify[2 * index + 1] & 0xFF) << 8;
  }

  private static double dword(byte[] identify, int index) {
    return word(identify, index) + 65536.0 * word(identify, index + 1);
  }

  /** Two characters a word, the first in the upper byte. */
  private static String text(byte[] identify, int index, int words) {
    byte[] text = new byte[2 * words];
    for (int i = 0; i < text.length; i++) {
      text[i] = identify[2 * index + (i ^ 1)];
    }
    return new String(text, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
  }
}
