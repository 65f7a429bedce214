/** The auto-configuration. An application names nothing of it in its code. */
@NullMarked
package io.aett.reactive.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
