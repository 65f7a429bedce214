@NullMarked
package io.aett.reactive.cli.copy;

import org.jspecify.annotations.NullMarked;
