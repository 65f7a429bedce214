/** What the suites of subscriptions need: runs, handlers that keep a record, stores that fail and stand still. */
@NullMarked
package io.aett.reactive.testkit.subscription;

import org.jspecify.annotations.NullMarked;
