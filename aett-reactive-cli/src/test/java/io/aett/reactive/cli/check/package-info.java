@NullMarked
package io.aett.reactive.cli.check;

import org.jspecify.annotations.NullMarked;
