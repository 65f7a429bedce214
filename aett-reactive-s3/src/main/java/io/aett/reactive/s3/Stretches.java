package io.aett.reactive.s3;

import org.jspecify.annotations.Nullable;

/**
 * Where the log is cut into stretches, which are what packs hold: small ones, and large ones of several small ones. Each log object says in
 * which it is, and how much is in them up to and with itself, so that whoever reads any of them, or creates the next, knows it without
 * asking.
 *
 * <p>A stretch is over when a later log object begins the next one. Where that is follows from the one before alone, and does not change.
 *
 * @param small the small stretch
 * @param large the large one; begins where a small one does
 */
record Stretches(Stretch small, Stretch large) {

    /** Commits and bytes in a small stretch, and a batch at most beyond them. */
    static final int SMALL_LINES = 256;

    private static final long SMALL_BYTES = 1L << 20;

    /** The same of a large one. */
    static final int LARGE_LINES = 2048;

    private static final long LARGE_BYTES = 4L << 20;

    /** What a pack holds of payloads; larger ones stay where they are, in the slots. */
    static final int LARGEST_PACKED = 64 << 10;

    /** Of a log object that is in none, or before the first. */
    static final Stretches NONE = new Stretches(Stretch.NONE, Stretch.NONE);

    /**
     * One stretch up to some log object.
     *
     * @param start the position that it begins with, 0 for none
     * @param lines announced in it so far
     * @param bytes of payloads that a pack would hold
     */
    record Stretch(long start, long lines, long bytes) {

        private static final Stretch NONE = new Stretch(0, 0, 0);

        private boolean isFull(long mostLines, long mostBytes) {
            return start == 0 || lines >= mostLines || bytes >= mostBytes;
        }

        private Stretch and(long moreLines, long moreBytes) {
            return new Stretch(start, lines + moreLines, bytes + moreBytes);
        }
    }

    /** Those of the log object at the next position. */
    Stretches next(long position, Iterable<Announced> announced) {
        long lines = 0;
        long bytes = 0;
        for (Announced line : announced) {
            lines++;
            bytes += line.bytes() <= LARGEST_PACKED ? line.bytes() : 0;
        }
        Stretch begun = new Stretch(position, 0, 0);
        boolean over = small.isFull(SMALL_LINES, SMALL_BYTES);
        boolean bothOver = over && large.isFull(LARGE_LINES, LARGE_BYTES);
        return new Stretches((over ? begun : small).and(lines, bytes), (bothOver ? begun : large).and(lines, bytes));
    }

    String text() {
        return small.start + " " + small.lines + " " + small.bytes + " " + large.start + " " + large.lines + " "
                + large.bytes;
    }

    /** As it was written; none where nothing was. */
    static Stretches parse(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        String[] numbers = text.split(" ", -1);
        return new Stretches(stretch(numbers, 0), stretch(numbers, 3));
    }

    private static Stretch stretch(String[] numbers, int first) {
        return new Stretch(
                Long.parseLong(numbers[first]), Long.parseLong(numbers[first + 1]), Long.parseLong(numbers[first + 2]));
    }
}
