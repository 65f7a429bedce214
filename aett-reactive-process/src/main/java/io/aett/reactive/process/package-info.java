/**
 * Processes over any store: {@link io.aett.reactive.process.SagaRunner} brings events to sagas, {@link
 * io.aett.reactive.process.CommandRelay} hands their commands and their timers over. Both are subscriptions with a handler of their own, so all that holds
 * for subscriptions holds for them.
 */
@NullMarked
package io.aett.reactive.process;

import org.jspecify.annotations.NullMarked;
