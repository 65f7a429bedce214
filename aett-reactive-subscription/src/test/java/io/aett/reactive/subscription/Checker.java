package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.subscription.Names.Stream;
import io.aett.reactive.subscription.Part.Aside;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at each change of a stored value, at each commit that is handed out, and says what may not be. */
final class Checker {

    /** A slice as it is stored, and what was done to it in which epoch. */
    private static final class Slice {
        @Nullable
        Lease lease;

        @Nullable
        Position position;

        final Map<String, Part> parts = new HashMap<>();
        final Map<Long, Tenancy> tenancies = new HashMap<>();
        long begun;

        Tenancy tenancy(long epoch) {
            return tenancies.computeIfAbsent(epoch, Tenancy::new);
        }

        boolean lists(long checkpoint) {
            Position now = position;
            return now != null
                    && now.parts().stream()
                            .map(parts::get)
                            .anyMatch(part -> part != null && asides(part).contains(checkpoint));
        }
    }

    /** What the owner of one epoch did. */
    private static final class Tenancy {
        final long epoch;
        String owner = "";
        long base;
        long generation;
        final Set<Long> done = new HashSet<>();
        final Set<Long> listed = new HashSet<>();
        final Set<Stream> atWork = new HashSet<>();

        Tenancy(long epoch) {
            this.epoch = epoch;
        }
    }

    private final SimWorld world;
    private final int count;
    private final Map<Integer, Slice> slices = new TreeMap<>();
    private final Map<Long, Long> froms = new HashMap<>();
    private final Map<Long, Set<Long>> handled = new HashMap<>();
    private final Map<Long, Set<Long>> discarded = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private Iterable<Commit> log = Set.of();
    private @Nullable Control control;
    long takeovers;
    long setAside;
    long handedOut;

    Checker(SimWorld world, int count) {
        this.world = world;
        this.count = count;
        for (int i = 0; i < count; i++) {
            slices.put(i, new Slice());
        }
    }

    void watch(Iterable<Commit> commits) {
        log = commits;
    }

    // ---- what is stored ----

    void changed(String by, String space, String key, byte @Nullable [] value) {
        if (space.equals(Names.SUBSCRIPTIONS) && value != null) {
            Control now = Format.CONTROL.decode(key, value);
            control = now;
            froms.put(now.generation(), now.from());
            world.tell(by, now);
        } else if (key.startsWith(Names.LEASES) && value != null) {
            Lease now = Format.LEASE.decode(key, value);
            world.tell(by, key + " " + now);
            lease(by, slices.get(sliceOf(key, Names.LEASES)), now);
        } else if (key.startsWith(Names.POSITIONS) && value != null) {
            Position now = Format.POSITION.decode(key, value);
            world.tell(by, key + " " + now);
            int slice = sliceOf(key, Names.POSITIONS);
            position(by, slices.get(slice), now, slice);
            nothingIsSkipped(slice);
        } else if (key.startsWith(Names.PARTS)) {
            Part now = value == null ? null : Format.PART.decode(key, value);
            world.tell(by, key + " " + now);
            int slice = sliceOf(key, Names.PARTS);
            part(by, slices.get(slice), key.substring(Names.parts(slice).length()), now);
            nothingIsSkipped(slice);
        }
    }

    private void lease(String by, Slice slice, Lease now) {
        Lease before = slice.lease;
        slice.lease = now;
        if (before == null || now.epoch() > before.epoch()) {
            slice.tenancy(now.epoch()).owner = by;
            takeovers++;
        } else if (now.epoch() < before.epoch()) {
            world.violated(by + " set the epoch of a lease back: " + now);
        } else {
            mine(by, slice, now.epoch(), "lease");
        }
    }

    private void position(String by, Slice slice, Position now, int number) {
        Position before = slice.position;
        slice.position = now;
        mine(by, slice, now.epoch(), "position");
        Tenancy tenancy = slice.tenancy(now.epoch());
        if (before == null || now.epoch() > before.epoch()) {
            tenancy.base = now.checkpoint();
            tenancy.generation = now.generation();
        }
        if (before != null) {
            if (now.epoch() < before.epoch() || now.epoch() < slice.begun) {
                world.violated(by + " wrote a position in epoch " + now.epoch() + " over one of epoch "
                        + Math.max(before.epoch(), slice.begun));
            }
            if (now.generation() < before.generation()) {
                world.violated(by + " went back to generation " + now.generation());
            }
            if (now.generation() == before.generation() && now.checkpoint() < before.checkpoint()) {
                world.violated(by + " set the checkpoint back to " + now.checkpoint());
            }
        }
        listed(slice);
        for (Commit commit : log) {
            long checkpoint = commit.checkpointToken();
            if (slice(commit) == number
                    && checkpoint > tenancy.base
                    && checkpoint <= now.checkpoint()
                    && !tenancy.done.contains(checkpoint)
                    && !tenancy.listed.contains(checkpoint)) {
                world.violated(by + " passed the commit at " + checkpoint + " in epoch " + now.epoch()
                        + ", which it had not done");
            }
        }
    }

    private void part(String by, Slice slice, String name, @Nullable Part now) {
        Part before = now == null ? slice.parts.remove(name) : slice.parts.put(name, now);
        Position position = slice.position;
        if (by.equals(Simulation.CONTROL)) {
            Set<Long> gone = before == null ? new HashSet<>() : asides(before);
            gone.removeAll(now == null ? Set.of() : asides(now));
            gone.forEach(checkpoint ->
                    discarded(position == null ? 0 : position.generation()).add(checkpoint));
        } else if (now != null) {
            mine(by, slice, now.epoch(), "part");
            boolean named = position != null && position.parts().contains(name);
            if (named && (now.epoch() < slice.begun || (before != null && now.epoch() < before.epoch()))) {
                world.violated(
                        by + " wrote a part in epoch " + now.epoch() + " after epoch " + slice.begun + " had begun");
            }
        }
        listed(slice);
    }

    private void mine(String by, Slice slice, long epoch, String what) {
        if (!slice.tenancy(epoch).owner.equals(by)) {
            world.violated(by + " wrote a " + what + " in an epoch that is not its own: " + epoch);
        }
    }

    private void listed(Slice slice) {
        Position now = slice.position;
        if (now != null) {
            Tenancy tenancy = slice.tenancy(now.epoch());
            for (String name : now.parts()) {
                Part part = slice.parts.get(name);
                if (part != null && part.epoch() == now.epoch()) {
                    for (long checkpoint : asides(part)) {
                        setAside += tenancy.listed.add(checkpoint) ? 1 : 0;
                    }
                }
            }
        }
    }

    private void nothingIsSkipped(int number) {
        Slice slice = slices.get(number);
        Position now = slice.position;
        if (now == null) {
            return;
        }
        long from = froms.get(now.generation());
        for (Commit commit : log) {
            long checkpoint = commit.checkpointToken();
            if (slice(commit) == number
                    && checkpoint > from
                    && checkpoint <= now.checkpoint()
                    && !isSettled(now.generation(), checkpoint)
                    && !slice.lists(checkpoint)) {
                world.violated("the commit at " + checkpoint + " is below the checkpoint " + now.checkpoint()
                        + ", was not handled, and is not set aside");
            }
        }
    }

    // ---- what is handed out ----

    /** A run has taken a slice. */
    void began(String process, int slice, long epoch) {
        world.tell(process, "begins with slice " + slice + " in epoch " + epoch);
        epochs.put(process + "/" + slice, epoch);
        slices.get(slice).begun = Math.max(slices.get(slice).begun, epoch);
    }

    /** Gives the epoch in which it happens. */
    long handedOut(String process, Commit commit) {
        int number = slice(commit);
        Slice slice = slices.get(number);
        Long epoch = epochs.get(process + "/" + number);
        if (epoch == null) {
            world.violated(process + " handed out of slice " + number + ", which it never had");
            return 0;
        }
        handedOut++;
        world.tell(process, "hands out " + commit.checkpointToken() + " of " + commit.streamId());
        Tenancy tenancy = slice.tenancy(epoch);
        if (!tenancy.atWork.add(Stream.of(commit))) {
            world.violated(process + " handed out " + commit.checkpointToken() + " beside one of the same stream");
        }
        long from = froms.get(tenancy.generation);
        for (Commit other : log) {
            long before = other.checkpointToken();
            if (before > from
                    && before < commit.checkpointToken()
                    && other.streamId().equals(commit.streamId())
                    && !(before > tenancy.base
                            ? tenancy.done.contains(before)
                                    || discarded(tenancy.generation).contains(before)
                            : isSettled(tenancy.generation, before))) {
                world.violated(process + " handed out " + commit.checkpointToken() + " in epoch " + epoch + " before "
                        + before + " of the same stream was done");
            }
        }
        return epoch;
    }

    void ended(String process, Commit commit, long epoch, boolean successful) {
        Tenancy tenancy = slices.get(slice(commit)).tenancy(epoch);
        tenancy.atWork.remove(Stream.of(commit));
        if (successful) {
            world.tell(process, "has handled " + commit.checkpointToken());
            tenancy.done.add(commit.checkpointToken());
            handled.computeIfAbsent(tenancy.generation, none -> new HashSet<>()).add(commit.checkpointToken());
        }
    }

    // ---- in the end ----

    /** What is missing, or {@code null} when all is done and each slice has one of these owners, evenly. */
    @Nullable
    String missing(Set<String> alive) {
        Map<String, Integer> owned = new HashMap<>();
        for (Map.Entry<Integer, Slice> entry : slices.entrySet()) {
            Slice slice = entry.getValue();
            Position position = slice.position;
            Lease lease = slice.lease;
            if (position == null || lease == null || lease.owner() == null) {
                return "slice " + entry.getKey() + " has no owner";
            }
            String owner = slice.tenancy(lease.epoch()).owner;
            if (!alive.contains(owner)) {
                return "slice " + entry.getKey() + " is owned by the dead " + owner;
            }
            owned.merge(owner, 1, Integer::sum);
            Control now = control;
            if (now == null || position.generation() != now.generation()) {
                return "slice " + entry.getKey() + " is in an old generation";
            }
            for (Commit commit : log) {
                if (slice(commit) == entry.getKey() && commit.checkpointToken() > position.checkpoint()) {
                    return "slice " + entry.getKey() + " is at " + position.checkpoint() + " only";
                }
                if (slice(commit) == entry.getKey() && slice.lists(commit.checkpointToken())) {
                    return "the commit at " + commit.checkpointToken() + " is still set aside";
                }
            }
        }
        int least = count / alive.size();
        for (String process : alive) {
            int has = owned.getOrDefault(process, 0);
            if (has < least || has > least + 1) {
                return process + " has " + has + " slices of " + count;
            }
        }
        return null;
    }

    private boolean isSettled(long generation, long checkpoint) {
        return handled.getOrDefault(generation, Set.of()).contains(checkpoint)
                || discarded(generation).contains(checkpoint);
    }

    private Set<Long> discarded(long generation) {
        return discarded.computeIfAbsent(generation, none -> new HashSet<>());
    }

    int slice(Commit commit) {
        return Names.slice(Names.hash(commit.tenantId(), commit.streamId()), count);
    }

    private static Set<Long> asides(Part part) {
        Set<Long> checkpoints = new HashSet<>();
        part.streams()
                .forEach(stream ->
                        stream.commits().stream().map(Aside::checkpoint).forEach(checkpoints::add));
        return checkpoints;
    }

    /** Of a key that the runtime wrote. */
    static int sliceOf(String key, String prefix) {
        return Integer.parseInt(key.substring(prefix.length(), prefix.length() + 5));
    }
}
