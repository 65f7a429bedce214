package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JsonDiffTest {

    private static List<ObjectNode> between(String before, String after) {
        return JsonDiff.between(
                JsonMapper.shared().readTree(before), JsonMapper.shared().readTree(after));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1} | {'a':1} |",
                "{'a':1} | {'a':2} | a=1>2",
                "{'a':1} | {} | a=1>",
                "{} | {'a':null} | a=>null",
                "{'a':{'b':1,'c':2}} | {'a':{'b':1,'c':3}} | a.c=2>3",
                "{'a':[1,2]} | {'a':[1,3,4]} | a[1]=2>3 a[2]=>4",
                "{'a':[1,2]} | {'a':[1]} | a[1]=2>",
                "{'a':[1]} | {'a':{'b':1}} | a=[1]>{'b':1}",
                "null | {'a':{'b':1}} | a.b=>1",
                "1 | 2 | =1>2",
                "{'a':{'b':1}} | {'a':5} | a={'b':1}>5"
            })
    void what_differs_is_named_by_its_place(String before, String after, String expected) {
        List<String> changes = between(before.replace('\'', '"'), after.replace('\'', '"')).stream()
                .map(change -> change.path("place").asString() + "="
                        + change.path("before").asString("") + ">"
                        + change.path("after").asString(""))
                .toList();

        assertThat(String.join(" ", changes).replace('"', '\'')).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void a_difference_of_any_size_is_bounded() {
        StringBuilder many = new StringBuilder("[0");
        for (int i = 0; i < 10_000; i++) {
            many.append(",\"").append("x".repeat(10)).append('"');
        }

        assertThat(between("[]", many + "]")).hasSize(200);
        assertThat(between("\"a\"", "\"" + "b".repeat(9_999) + "\"")
                        .get(0)
                        .get("after")
                        .asString())
                .hasSizeLessThan(500);
    }
}
