/**
 * Observations and meters of event stores, repositories, subscriptions and processes, by Micrometer.
 */
@NullMarked
package io.aett.reactive.micrometer;

import org.jspecify.annotations.NullMarked;
