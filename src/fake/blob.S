    .section .rodata
    .balign 16
    .global pytk_fake_blob
    .hidden pytk_fake_blob
pytk_fake_blob:
    .incbin PYTK_FAKE_BLOB
    .global pytk_fake_blob_end
    .hidden pytk_fake_blob_end
pytk_fake_blob_end:
    .section .note.GNU-stack,"",@progbits
