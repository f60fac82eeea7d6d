/**
 * What several collectors need of Linux itself: every call into the C library that there is, one
 * class per thing that is asked of it, and the reading of files and folders of /proc and /sys.
 * Knows no collector.
 */
@NullMarked
package io.cresset.collectors.linux;

import org.jspecify.annotations.NullMarked;
