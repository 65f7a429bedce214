/** What an application on Spring Boot names in its code: its subscriptions, its repositories by tenant, its options. */
@NullMarked
package io.aett.reactive.spring;

import org.jspecify.annotations.NullMarked;
