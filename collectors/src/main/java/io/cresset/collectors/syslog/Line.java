package io.cresset.collectors.syslog;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;

/** One received line as the rest of the program sees it. */
record Line(Resource resource, LogRecord record) {}
