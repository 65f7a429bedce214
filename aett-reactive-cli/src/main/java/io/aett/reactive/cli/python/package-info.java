/** What the library aett for Python stores, read so that it can be copied. */
@NullMarked
package io.aett.reactive.cli.python;

import org.jspecify.annotations.NullMarked;
