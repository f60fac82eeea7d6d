#!/bin/sh
# Captures from this machine what one sub-collector of node reads, as the input of a case folder:
#   capture-node.sh cpu src/test/resources/cases/node/cpu/laptop
# Add an empty expected.txt and run the tests with -Dcresset.cases.write=true. Look at what you
# captured before you commit it: host names, addresses and serial numbers are in it.
set -eu

part=$1
case_folder=$2

# Copies files below / into the case, as far as they are there and can be read.
take() {
  for file in "$@"; do
    if [ -r "$file" ] && text=$(cat "$file" 2>/dev/null; printf x); then
      mkdir -p "$case_folder$(dirname "$file")"
      printf '%s' "${text%x}" >"$case_folder$file"
    fi
  done
}

mkdir -p "$case_folder"
case $part in
  cpu)
    take /proc/stat /sys/devices/system/cpu/isolated
    take /sys/devices/system/cpu/cpu[0-9]*/online
    take /sys/devices/system/cpu/cpu[0-9]*/topology/core_id
    take /sys/devices/system/cpu/cpu[0-9]*/topology/physical_package_id
    take /sys/devices/system/cpu/cpu[0-9]*/thermal_throttle/core_throttle_count
    take /sys/devices/system/cpu/cpu[0-9]*/thermal_throttle/package_throttle_count
    ;;
  diskstats)
    take /proc/diskstats /sys/block/*/queue/rotational /run/udev/data/b*
    if [ -d "$case_folder/run/udev/data" ]; then
      mv "$case_folder/run/udev/data" "$case_folder/udev"
      rm -r "$case_folder/run"
    fi
    ;;
  filefd) take /proc/sys/fs/file-nr ;;
  filesystem)
    take /proc/1/mountinfo
    # A mount that hangs would hang this too.
    cut -d ' ' -f 5 /proc/1/mountinfo | while read -r point; do
      timeout 5 stat -f -c "$point %s %b %f %a %c %d" "$(printf '%b' "$point")" || true
    done >"$case_folder/statvfs"
    ;;
  loadavg) take /proc/loadavg ;;
  meminfo) take /proc/meminfo ;;
  netclass)
    for device in /sys/class/net/*; do
      for attribute in addr_assign_type address broadcast carrier carrier_changes \
        carrier_up_count carrier_down_count dev_id dormant duplex flags ifalias ifindex iflink \
        link_mode mtu name_assign_type netdev_group operstate speed tx_queue_len type; do
        take "$device/$attribute"
      done
    done
    ;;
  netdev) take /proc/net/dev /sys/class/net/*/statistics/rx_nohandler ;;
  os)
    take /etc/os-release
    mkdir -p "$case_folder/root"
    mv "$case_folder/etc" "$case_folder/root/etc"
    ;;
  pressure) take /proc/pressure/cpu /proc/pressure/io /proc/pressure/memory /proc/pressure/irq ;;
  stat) take /proc/stat ;;
  time)
    take /sys/devices/system/clocksource/clocksource[0-9]*/available_clocksource
    take /sys/devices/system/clocksource/clocksource[0-9]*/current_clocksource
    ;;
  uname)
    for field in s n r v m; do
      uname -$field
    done >"$case_folder/uname"
    cat /proc/sys/kernel/domainname >>"$case_folder/uname"
    ;;
  vmstat) take /proc/vmstat ;;
  *)
    echo "capture-node.sh: no sub-collector '$part'" >&2
    exit 2
    ;;
esac
