@NullMarked
package io.cresset.app.control;

import org.jspecify.annotations.NullMarked;
