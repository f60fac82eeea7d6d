/** The one web server: scrape page, start page, health, and the routes of components. */
@NullMarked
package io.cresset.app.web;

import org.jspecify.annotations.NullMarked;
