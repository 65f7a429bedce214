package io.aett.reactive.dynamodb;

/** Text that does not get smaller. */
final class RandomText {

    private RandomText() {}

    /** So many characters of one byte each, about six bits of information in each. */
    static String of(int length) {
        java.util.Random random = new java.util.Random(length);
        byte[] characters = new byte[length];
        for (int i = 0; i < length; i++) {
            characters[i] = (byte) ('#' + random.nextInt('[' - '#'));
        }
        return new String(characters, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
