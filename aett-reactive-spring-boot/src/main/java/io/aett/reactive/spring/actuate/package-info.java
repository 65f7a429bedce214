/** Subscriptions, looked at and steered from outside of the application. */
@NullMarked
package io.aett.reactive.spring.actuate;

import org.jspecify.annotations.NullMarked;
