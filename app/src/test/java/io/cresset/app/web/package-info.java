/** Tests of the web server, over real sockets. */
@NullMarked
package io.cresset.app.web;

import org.jspecify.annotations.NullMarked;
