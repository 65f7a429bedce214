package io.aett.reactive.testkit.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What disks, hands and enemies make of stored JSON, by a random. */
public final class Damage {

    private static final Pattern MEMBER = Pattern.compile("\"[A-Za-z]{1,12}\":");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern VALUE =
            Pattern.compile("(?<=[:\\[,])(\"[^\"]{0,40}\"|-?[0-9.eE+]+|true|false|null|\\{\\}|\\[\\])");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e3",
            "\"\"",
            "\"text\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[null]",
            "{\"\":null}",
            "{\"v\":1}",
            "[[1,2],[3]]",
            "\"2024-05-06T07:08:09Z\"",
            "\"e30=\"");

    private static final List<String> NUMBERS = List.of(
            "2147483648",
            "-2147483649",
            "9223372036854775808",
            "-9223372036854775809",
            "1e309",
            "-1e309",
            "1e-400",
            "1e1000000000",
            "1e-1000000000",
            "123456789012345678901234567890",
            "-0",
            "-0.0",
            "0.1e1",
            "1.0",
            "01",
            "+1",
            ".5",
            "1.",
            "0x10",
            "NaN",
            "Infinity",
            "-Infinity",
            "1_000");

    private static final List<String> SEQUENCES = List.of(
            "\u0000",
            "\u00c0\u0080",
            "\u00c1\u00bf",
            "\u00e0\u0080\u00af",
            "\u00f0\u0080\u0080\u00af",
            "\u00f4\u0090\u0080\u0080",
            "\u00ed\u00a0\u0080",
            "\u00ff",
            "\u00fe",
            "\u0080",
            "\u00c3",
            "\u00e2\u0082",
            "\u00f0\u009f\u0098",
            "\u00ef\u00bb\u00bf",
            "\u00ef\u00bf\u00bd",
            "\u0001",
            "\n",
            "\u007f");

    private static final List<String> TOKENS =
            List.of("\"", "\\", "{", "}", "[", "]", ":", ",", " ", "\\u12", "\\x", "//", "/**/", "'", "nul", "tru");

    private Damage() {}

    /** The bytes with one to three changes, which may change nothing. */
    public static byte[] of(byte[] stored, Random random) {
        byte[] damaged = stored.clone();
        for (int changes = random.nextInt(4) / 3 + 1 + random.nextInt(2); changes > 0; changes--) {
            damaged = once(damaged, random);
        }
        return damaged;
    }

    private static byte[] once(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(20));
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> flipped(bytes, at, 1 << random.nextInt(8));
            case 3 -> flipped(bytes, at, 1 + random.nextInt(255));
            case 4 -> Arrays.copyOf(bytes, at);
            case 5 -> spliced(bytes, at, to, new byte[0]);
            case 6 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, random.nextInt(at + 1), to));
            case 7 -> spliced(bytes, at, at, one(SEQUENCES, random).getBytes(ISO_8859_1));
            case 8 -> spliced(bytes, at, at, one(TOKENS, random).getBytes(UTF_8));
            case 9 -> replaced(bytes, VALUE, one(VALUES, random), random);
            case 10 -> replaced(bytes, VALUE, large(random), random);
            case 11 -> replaced(bytes, NUMBER, one(NUMBERS, random), random);
            case 12 ->
                replaced(bytes, MEMBER, "\"" + one(List.of("x", "v", "body", "topic", ""), random) + "\":", random);
            case 13 -> doubled(bytes, random);
            case 14 ->
                spliced(bytes, bytes.length, bytes.length, one(TOKENS, random).getBytes(UTF_8));
            default -> spliced(bytes, bytes.length, bytes.length, Arrays.copyOfRange(bytes, 0, to));
        };
    }

    private static byte[] flipped(byte[] bytes, int at, int bits) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) bits;
        return flipped;
    }

    /** A value that is deep, long, or of many members. */
    private static String large(Random random) {
        int size = 1 << random.nextInt(13);
        return switch (random.nextInt(6)) {
            case 0 -> "[".repeat(size) + "]".repeat(size);
            case 1 -> "{\"a\":".repeat(size) + "1" + "}".repeat(size);
            case 2 -> "[".repeat(size);
            case 3 -> "7".repeat(3 * size);
            case 4 -> "\"" + "t".repeat(8 * size) + "\"";
            default -> {
                StringBuilder members = new StringBuilder("{");
                for (int i = 0; i < size / 4; i++) {
                    members.append(i == 0 ? "\"" : ",\"")
                            .append(collidingName(i))
                            .append("\":")
                            .append(i);
                }
                yield members.append('}').toString();
            }
        };
    }

    /** Names of one length whose hashes are the same in Java. */
    public static String collidingName(int number) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < 16; bit++) {
            name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    /** A member once more, with another value behind it or before it. */
    private static byte[] doubled(byte[] bytes, Random random) {
        String text = new String(bytes, ISO_8859_1);
        List<MatchResult> members = MEMBER.matcher(text).results().toList();
        if (members.isEmpty()) {
            return bytes;
        }
        MatchResult member = one(members, random);
        String again = member.group() + one(VALUES, random) + ",";
        return spliced(bytes, member.start(), member.start(), again.getBytes(ISO_8859_1));
    }

    private static byte[] replaced(byte[] bytes, Pattern what, String by, Random random) {
        List<MatchResult> found =
                what.matcher(new String(bytes, ISO_8859_1)).results().toList();
        if (found.isEmpty()) {
            return bytes;
        }
        MatchResult one = one(found, random);
        return spliced(bytes, one.start(), one.end(), by.getBytes(UTF_8));
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + by.length);
        all.write(bytes, 0, from);
        all.writeBytes(by);
        all.write(bytes, to, bytes.length - to);
        return all.toByteArray();
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
