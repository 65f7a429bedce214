package io.aett.reactive.testkit.events;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random JSON values, in the Java types in which they are read back. */
public final class RandomJson {

    private RandomJson() {}

    /** An object that nests up to {@code depth} levels. */
    @SuppressWarnings("NullAway") // a JSON value may be null
    public static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            object.put(text(random), value(random, depth - 1));
        }
        return object;
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> Integer.MAX_VALUE + 1L + random.nextInt(Integer.MAX_VALUE);
            case 4 -> BigInteger.TEN.pow(20 + random.nextInt(20)).add(BigInteger.valueOf(random.nextInt()));
            case 5 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 6, 7 -> text(random);
            case 8 -> object(random, depth);
            default -> list(random, depth);
        };
    }

    private static List<@Nullable Object> list(Random random, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            list.add(value(random, depth - 1));
        }
        return list;
    }

    /** Well-formed text of any characters, control characters and unassigned ones included. */
    public static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            int bound = random.nextInt(3) == 0 ? Character.MAX_CODE_POINT + 1 : 0x80;
            int codePoint = random.nextInt(bound);
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate ? '\ufffd' : codePoint);
        }
        return text.toString();
    }
}
