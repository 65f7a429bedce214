/** The work: importing a history, noticing hot spots, rebuilding trees and comparing them with git, counting. */
@NullMarked
package io.aett.reactive.sample.history;

import org.jspecify.annotations.NullMarked;
