/**
 * A page to look at an event store: its streams, their events, what a stream has come to, what is stored right now, and how its
 * subscriptions are.
 */
@NullMarked
package io.aett.reactive.explorer;

import org.jspecify.annotations.NullMarked;
