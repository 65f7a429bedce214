package io.aett.reactive.subscription;

import org.jspecify.annotations.Nullable;

/**
 * How one slice of a subscription is.
 *
 * @param slice its number, from 0
 * @param owner the run that owns it: the process's number and something random; {@code null} when nobody does
 * @param epoch how often it changed hands
 * @param checkpoint everything of this slice up to this was handled or set aside
 * @param parked how many of its commits are set aside
 */
public record SliceStatus(int slice, @Nullable String owner, long epoch, long checkpoint, long parked) {}
