@NullMarked
package io.aett.reactive.cli;

import org.jspecify.annotations.NullMarked;
