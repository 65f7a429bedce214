/**
 * An event store in one DynamoDB table. {@link io.aett.reactive.dynamodb.DynamoDbEventStore} is where to begin.
 */
@NullMarked
package io.aett.reactive.dynamodb;

import org.jspecify.annotations.NullMarked;
