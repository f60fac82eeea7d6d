@NullMarked
package io.cresset.collectors.syslog;

import org.jspecify.annotations.NullMarked;
