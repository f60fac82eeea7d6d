package io.cresset.collectors.node.smart;

import java.util.HashMap;
import java.util.Map;

/**
 * What smartctl calls a disk's attributes if it knows nothing special about the model. Vendors give
 * numbers other meanings; its data base of models is not here.
 */
final class AtaAttributes {
  private static final Map<Integer, String> NAMES = names();

  private AtaAttributes() {}

  private static Map<Integer, String> names() {
    Map<Integer, String> names = new HashMap<>();
    put(
        names,
        1,
        "Raw_Read_Error_Rate Throughput_Performance Spin_Up_Time Start_Stop_Count"
            + " Reallocated_Sector_Ct Read_Channel_Margin Seek_Error_Rate Seek_Time_Performance"
            + " Power_On_Hours Spin_Retry_Count Calibration_Retry_Count Power_Cycle_Count"
            + " Read_Soft_Error_Rate");
    put(names, 22, "Helium_Level Helium_Condition_Lower Helium_Condition_Upper");
    put(
        names,
        175,
        "Program_Fail_Count_Chip Erase_Fail_Count_Chip Wear_Leveling_Count Used_Rsvd_Blk_Cnt_Chip"
            + " Used_Rsvd_Blk_Cnt_Tot Unused_Rsvd_Blk_Cnt_Tot Program_Fail_Cnt_Total"
            + " Erase_Fail_Count_Total Runtime_Bad_Block End-to-End_Error");
    put(
        names,
        187,
        "Reported_Uncorrect Command_Timeout High_Fly_Writes Airflow_Temperature_Cel"
            + " G-Sense_Error_Rate Power-Off_Retract_Count Load_Cycle_Count Temperature_Celsius"
            + " Hardware_ECC_Recovered Reallocated_Event_Count Current_Pending_Sector"
            + " Offline_Uncorrectable UDMA_CRC_Error_Count Multi_Zone_Error_Rate"
            + " Soft_Read_Error_Rate Data_Address_Mark_Errs Run_Out_Cancel Soft_ECC_Correction"
            + " Thermal_Asperity_Rate Flying_Height Spin_High_Current Spin_Buzz"
            + " Offline_Seek_Performnce");
    put(
        names,
        220,
        "Disk_Shift G-Sense_Error_Rate Loaded_Hours Load_Retry_Count Load_Friction"
            + " Load_Cycle_Count Load-in_Time Torq-amp_Count Power-off_Retract_Count");
    put(
        names,
        230,
        "Head_Amplitude Temperature_Celsius Available_Reservd_Space Media_Wearout_Indicator");
    put(names, 240, "Head_Flying_Hours Total_LBAs_Written Total_LBAs_Read");
    put(names, 250, "Read_Error_Retry_Rate");
    put(names, 254, "Free_Fall_Sensor");
    return names;
  }

  /** Names with blanks between them, of numbers that follow each other. */
  private static void put(Map<Integer, String> names, int first, String these) {
    int id = first;
    for (String name : these.split(" ", -1)) {
      names.put(id++, name);
    }
  }

  static String name(int id) {
    return NAMES.getOrDefault(id, "Unknown_Attribute");
  }
}
