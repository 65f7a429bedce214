/** The aggregate and the saga that the suites load and save. */
@NullMarked
package io.aett.reactive.testkit.domain;

import org.jspecify.annotations.NullMarked;
