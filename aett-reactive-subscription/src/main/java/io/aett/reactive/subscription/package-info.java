/**
 * Durable consumers of the global order: read models, processes and everything else that has to see each commit, in its order, whatever
 * crashes. {@link io.aett.reactive.subscription.Subscription} runs one, {@link io.aett.reactive.subscription.Subscriptions} looks at
 * them and steers them from any process.
 */
@NullMarked
package io.aett.reactive.subscription;

import org.jspecify.annotations.NullMarked;
