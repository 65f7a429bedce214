@NullMarked
package io.aett.reactive.testservers;

import org.jspecify.annotations.NullMarked;
