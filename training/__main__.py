"""`make topics`: writes the table of topics anew from the examples."""

from personas.questions.table import FILE
from training.examples import lines_per_topic
from training.fit import trained

if __name__ == "__main__":
    FILE.write_text(trained() + "\n", encoding="utf-8")
    print(
        f"{FILE.name}: {FILE.stat().st_size // 1024} KB from {sum(count for _, count in lines_per_topic())} examples"
    )
