/** Whether the store answers and subscriptions keep up, for Boot's health endpoint. */
@NullMarked
package io.aett.reactive.spring.health;

import org.jspecify.annotations.NullMarked;
