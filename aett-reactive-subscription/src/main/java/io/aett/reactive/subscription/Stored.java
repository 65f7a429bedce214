package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.subscription.Names.Stream;
import io.aett.reactive.subscription.Part.Aside;
import io.aett.reactive.subscription.Part.Blocked;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the states of a subscription say, taken together. */
final class Stored {

    private final Control control;
    private final Map<Integer, Lease> leases = new HashMap<>();
    private final Map<Integer, Position> positions = new TreeMap<>();
    private final Map<String, Part> parts = new HashMap<>();

    Stored(Control control, List<StateEntry> entries) {
        this.control = control;
        for (StateEntry entry : entries) {
            String key = entry.key();
            if (key.startsWith(Names.LEASES)) {
                leases.put(Names.sliceOf(key, Names.LEASES, control.slices()), Format.LEASE.decode(key, entry.value()));
            } else if (key.startsWith(Names.POSITIONS)) {
                positions.put(
                        Names.sliceOf(key, Names.POSITIONS, control.slices()),
                        Format.POSITION.decode(key, entry.value()));
            } else if (key.startsWith(Names.PARTS)) {
                parts.put(key, Format.PART.decode(key, entry.value()));
            }
        }
    }

    /** Of all slices the least. */
    long checkpoint() {
        return IntStream.range(0, control.slices())
                .mapToLong(this::checkpoint)
                .min()
                .orElse(control.from());
    }

    /** A position of an older generation counts for nothing. */
    private long checkpoint(int slice) {
        Position position = positions.get(slice);
        return position == null || position.generation() != control.generation()
                ? control.from()
                : position.checkpoint();
    }

    /** By the owners' clocks, with half a term for what they differ by: good enough to be shown. */
    State state(long now) {
        if (control.paused()) {
            return State.PAUSED;
        }
        boolean running = leases.values().stream()
                .anyMatch(lease -> lease.owner() != null && now - lease.renewedAt() < lease.termMillis() * 3 / 2);
        return running ? State.RUNNING : State.STOPPED;
    }

    List<SliceStatus> slices() {
        return IntStream.range(0, control.slices()).mapToObj(this::slice).toList();
    }

    private SliceStatus slice(int slice) {
        Lease lease = leases.get(slice);
        return new SliceStatus(
                slice,
                lease == null ? null : lease.owner(),
                lease == null ? 0 : lease.epoch(),
                checkpoint(slice),
                parts(slice).stream().mapToLong(Part::size).sum());
    }

    private List<Part> parts(int slice) {
        Position position = positions.get(slice);
        List<Part> named = new ArrayList<>();
        if (position != null) {
            for (String name : position.parts()) {
                Part part = parts.get(Names.parts(slice) + name);
                if (part != null) {
                    named.add(part.taken(part.epoch(), horizon(position)));
                }
            }
        }
        return named;
    }

    /** Behind a reset nothing is set aside any more. */
    private long horizon(Position position) {
        return position.generation() == control.generation() ? Long.MAX_VALUE : control.from();
    }

    /** By slice, then by the checkpoint with which the stream came to stand still. */
    List<ParkedCommit> parked(String subscription) {
        List<ParkedCommit> all = new ArrayList<>();
        for (int slice : positions.keySet()) {
            List<Blocked> streams = new ArrayList<>();
            parts(slice).forEach(part -> streams.addAll(part.streams()));
            streams.removeIf(blocked -> blocked.commits().isEmpty());
            streams.sort(
                    Comparator.comparingLong(blocked -> blocked.commits().get(0).checkpoint()));
            for (Blocked blocked : streams) {
                Stream stream = new Stream(blocked.tenantId(), blocked.streamId());
                blocked.commits().forEach(aside -> all.add(Parking.parked(subscription, slice, stream, aside)));
            }
        }
        return all;
    }

    long parked() {
        return positions.keySet().stream()
                .flatMap(slice -> parts(slice).stream())
                .mapToLong(Part::size)
                .sum();
    }

    /** The last failure that set something aside, or ended a run. */
    @Nullable
    String lastError() {
        String stopped = positions.values().stream()
                .map(Position::lastError)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return stopped != null
                ? stopped
                : positions.keySet().stream()
                        .flatMap(slice -> parts(slice).stream())
                        .flatMap(part -> part.streams().stream())
                        .flatMap(blocked -> blocked.commits().stream())
                        .filter(aside -> aside.error() != null)
                        .max(Comparator.comparingLong(Aside::at))
                        .map(aside -> aside.error() + ": " + aside.message())
                        .orElse(null);
    }
}
