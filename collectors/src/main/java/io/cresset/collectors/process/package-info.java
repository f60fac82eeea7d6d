/**
 * What processes use, by group, under process-exporter's names: {@code GroupRules} says which group
 * a process is in, {@code ProcessTable} knows the processes from run to run, {@code ProcessReader}
 * reads of /proc/PID what changed, {@code Groups} keeps the sums.
 */
@NullMarked
package io.cresset.collectors.process;

import org.jspecify.annotations.NullMarked;
