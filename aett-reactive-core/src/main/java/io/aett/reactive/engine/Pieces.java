package io.aett.reactive.engine;

import java.util.Arrays;

/** Bytes, piece by piece, joined at the end into an array of just the right length. The pieces are not copied before. */
final class Pieces {

    private byte[][] pieces = new byte[8][];
    private int size;
    private int bytes;

    void add(byte[] piece) {
        if (size == pieces.length) {
            pieces = Arrays.copyOf(pieces, size * 2);
        }
        pieces[size++] = piece;
        bytes = Math.addExact(bytes, piece.length);
    }

    byte[] joined() {
        byte[] joined = new byte[bytes];
        int at = 0;
        for (int i = 0; i < size; i++) {
            byte[] piece = pieces[i];
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }
}
