/** HTTP servers for tests, with good manners and with every bad habit. */
@NullMarked
package io.cresset.testkit.http;

import org.jspecify.annotations.NullMarked;
