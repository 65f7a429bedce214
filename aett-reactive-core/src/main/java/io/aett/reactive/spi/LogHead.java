package io.aett.reactive.spi;

import java.util.UUID;

/**
 * How far the global order goes.
 *
 * @param storeId drawn anew each time the store is created by {@link StorageManagement#initialize()}, so that a reader
 *     notices that the store it reads was dropped and made again
 * @param last no commit that was acknowledged before this answer was asked for has a higher checkpoint; there may be no
 *     commit at it
 */
public record LogHead(UUID storeId, long last) {}
