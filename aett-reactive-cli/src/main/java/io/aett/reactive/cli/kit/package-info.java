/** What programs for the command line share: tables, progress, times and places as people write them, and commands on subscriptions. */
@NullMarked
package io.aett.reactive.cli.kit;

import org.jspecify.annotations.NullMarked;
