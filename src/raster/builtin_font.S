/* The bytes of Debian's DejaVu Sans, read by the assembler at build time; pages are only touched when text is drawn. */
    .section .rodata
    .balign 16
    .globl pytk_builtin_font
    .hidden pytk_builtin_font
pytk_builtin_font:
    .incbin PYTK_FONT
    .globl pytk_builtin_font_end
    .hidden pytk_builtin_font_end
pytk_builtin_font_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
