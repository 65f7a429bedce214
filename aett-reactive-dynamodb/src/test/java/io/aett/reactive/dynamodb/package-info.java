/** The DynamoDB store, tried on a server. */
@NullMarked
package io.aett.reactive.dynamodb;

import org.jspecify.annotations.NullMarked;
