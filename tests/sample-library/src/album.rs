//! Which photos the library has: a family's, from 2004 to 2026, named as families name things.

use crate::chance::Chance;
use crate::scenes::Scene;
use chrono::{Duration, NaiveDate, NaiveDateTime};

/// One file of the library.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its path below the library.
    pub path: String,
    /// When it was taken, by the camera's clock.
    pub taken: NaiveDateTime,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// A picture painted for it.
    Picture {
        /// What it shows.
        scene: Scene,
        /// Width and height as seen.
        size: (u32, u32),
        /// How it is stored.
        form: Form,
        /// What makes it different from others of its scene.
        seed: u64,
    },
    /// A still of a phone, HEIC.
    Heic,
    /// A few seconds of video.
    Video,
    /// The settings a photo editor keeps beside a photo.
    Xmp,
    /// A note.
    Note,
}

/// How a picture is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JPEG with EXIF.
    Jpeg,
    /// JPEG of a camera held on its side.
    JpegOnItsSide,
    /// PNG without a date.
    Png,
}

const WIDE: (u32, u32) = (1440, 960);
const CLASSIC: (u32, u32) = (1280, 960);
const SMALL: (u32, u32) = (1024, 768);
const TALL: (u32, u32) = (960, 1280);
const PANORAMA: (u32, u32) = (1600, 800);

type Row = (&'static str, &'static str, Scene, (u32, u32), Form);

const PICTURES: [Row; 40] = [
    ("2004/Weihnachten bei Oma/DSC00012.JPG", "2004-12-24T18:42:10", Scene::ChristmasTree, SMALL, Form::Jpeg),
    ("2004/Weihnachten bei Oma/DSC00017.JPG", "2004-12-26T11:05:44", Scene::Snow, SMALL, Form::Jpeg),
    ("2005/Ostsee, Müritz/P7150031.JPG", "2005-07-15T14:21:07", Scene::Beach, SMALL, Form::Jpeg),
    ("2005/Ostsee, Müritz/P7150048.JPG", "2005-07-15T20:58:33", Scene::Sunset, SMALL, Form::Jpeg),
    ("2005/Ostsee, Müritz/P7170102.JPG", "2005-07-17T16:12:19", Scene::Lighthouse, SMALL, Form::Jpeg),
    ("2006/Opa Günters 70. Geburtstag/IMG_0231.JPG", "2006-03-04T15:30:00", Scene::Cake, SMALL, Form::Jpeg),
    ("2006/Unser Haus.jpg", "2006-05-21T12:02:51", Scene::House, CLASSIC, Form::Jpeg),
    ("2007/Herbst im Grunewald/IMG_0877.JPG", "2007-10-20T15:44:02", Scene::Autumn, CLASSIC, Form::Jpeg),
    ("2008/Été à Nîmes/IMG_1204.JPG", "2008-08-02T19:11:25", Scene::Meadow, CLASSIC, Form::Jpeg),
    ("2008/Été à Nîmes/IMG_1267.JPG", "2008-08-09T07:40:12", Scene::Balloons, CLASSIC, Form::Jpeg),
    ("2009/Bergtour/IMG_1590.JPG", "2009-09-12T10:23:48", Scene::Mountains, WIDE, Form::Jpeg),
    ("2009/Bergtour/IMG_1612.JPG", "2009-09-13T17:02:30", Scene::Lake, WIDE, Form::Jpeg),
    ("2010/Silvester/IMG_2001.JPG", "2010-12-31T23:59:58", Scene::Fireworks, CLASSIC, Form::Jpeg),
    ("2011/São Miguel/IMG_2304.JPG", "2011-06-18T13:15:09", Scene::Sailing, WIDE, Form::Jpeg),
    ("2011/São Miguel/IMG_2377.JPG", "2011-06-22T21:31:40", Scene::Sunset, WIDE, Form::Jpeg),
    ("2012/Minka am Fenster.jpg", "2012-02-11T09:12:00", Scene::CatAtTheWindow, CLASSIC, Form::Jpeg),
    (
        "2013/Świnoujście – Latarnia/IMG_2890.JPG",
        "2013-08-07T20:20:20",
        Scene::Lighthouse,
        TALL,
        Form::JpegOnItsSide,
    ),
    ("2014/New York/IMG_3120.JPG", "2014-04-19T21:45:37", Scene::Skyline, PANORAMA, Form::Jpeg),
    ("2015/Garten/IMG_3555.JPG", "2015-05-10T11:11:11", Scene::Meadow, WIDE, Form::Jpeg),
    ("2016/Tucson 🌵/IMG_0001.JPG", "2016-03-23T18:05:16", Scene::Desert, PANORAMA, Form::Jpeg),
    ("2016/Tucson 🌵/IMG_0002.JPG", "2016-03-24T12:40:55", Scene::Desert, CLASSIC, Form::Jpeg),
    ("2017/Winterferien/IMG_4410.JPG", "2017-02-08T15:03:22", Scene::Snow, WIDE, Form::Jpeg),
    ("2018/Lenas erster Geburtstag/IMG_5020.JPG", "2018-06-30T16:00:41", Scene::Cake, CLASSIC, Form::Jpeg),
    ("2019/Hochzeit Jörg & Zoë/IMG_6101.JPG", "2019-08-24T19:48:13", Scene::Sunset, WIDE, Form::Jpeg),
    (
        "2019/Hochzeit Jörg & Zoë/IMG_6188.JPG",
        "2019-08-24T23:10:02",
        Scene::Fireworks,
        TALL,
        Form::JpegOnItsSide,
    ),
    ("2020/Zuhause/IMG_6702.JPG", "2020-04-12T10:30:27", Scene::CatAtTheWindow, TALL, Form::Jpeg),
    ("2020/Zuhause/IMG_6790.JPG", "2020-10-25T14:52:48", Scene::Autumn, WIDE, Form::Jpeg),
    ("2021/Neues Haus/IMG_7155.JPG", "2021-05-02T13:07:33", Scene::House, WIDE, Form::Jpeg),
    ("2022/Bodensee/IMG_7604.JPG", "2022-07-19T11:29:59", Scene::Lake, PANORAMA, Form::Jpeg),
    ("2022/Bodensee/IMG_7633.JPG", "2022-07-21T15:17:06", Scene::Sailing, CLASSIC, Form::Jpeg),
    ("2023/Łukasz 👶 & the grandchildren/IMG_8201.JPG", "2023-06-03T15:40:20", Scene::Cake, WIDE, Form::Jpeg),
    (
        "2023/Łukasz 👶 & the grandchildren/IMG_8266.JPG",
        "2023-08-15T12:12:45",
        Scene::Beach,
        WIDE,
        Form::Jpeg,
    ),
    ("2024/11/photo_xyz.jpg", "2024-11-20T18:22:03", Scene::Mountains, WIDE, Form::Jpeg),
    ("2024/12/Heiligabend.jpg", "2024-12-24T17:55:30", Scene::ChristmasTree, TALL, Form::Jpeg),
    ("2025/Balloon morning/IMG_9120.JPG", "2025-09-06T07:21:14", Scene::Balloons, WIDE, Form::Jpeg),
    ("2025/Balloon morning/IMG_9177.JPG", "2025-09-07T09:02:38", Scene::Mountains, PANORAMA, Form::Jpeg),
    ("2026/Oma's 71st 🎂/IMG_9502.JPG", "2026-05-17T15:08:52", Scene::Cake, CLASSIC, Form::Jpeg),
    ("2026/Oma's 71st 🎂/IMG_9540.JPG", "2026-05-17T21:26:19", Scene::Skyline, WIDE, Form::Jpeg),
    ("Scans/Urgroßmutter 1931.png", "2009-01-18T10:00:00", Scene::OldPortrait, (800, 1000), Form::Png),
    ("Scans/Das alte Haus.png", "2009-01-18T10:20:00", Scene::House, (900, 700), Form::Png),
];

const COMPANIONS: [(&str, &str, Content); 5] = [
    ("2016/Tucson 🌵/IMG_0001.XMP", "2016-03-23T18:05:16", Content::Xmp),
    ("2023/Łukasz 👶 & the grandchildren/IMG_8270.HEIC", "2023-08-15T12:20:00", Content::Heic),
    ("2023/Łukasz 👶 & the grandchildren/IMG_8270.MOV", "2023-08-15T12:20:00", Content::Video),
    ("2025/Balloon morning/take-off.mp4", "2025-09-06T07:30:00", Content::Video),
    ("Scans/Who is who.txt", "2009-01-18T11:00:00", Content::Note),
];

/// How many photos (a pair counts as one) the album has by itself.
pub const PHOTOS: usize = PICTURES.len() + 2;

/// The whole album; with `count` above [`PHOTOS`] more pictures are added, with less the first are
/// taken and their companions left out.
#[must_use]
pub fn entries(count: usize, seed: u64) -> Vec<Entry> {
    let drawn = PICTURES.iter().take(count).enumerate().map(|(index, row)| Entry {
        path: row.0.to_owned(),
        taken: moment(row.1),
        content: Content::Picture {
            scene: row.2,
            size: row.3,
            form: row.4,
            seed: seed.wrapping_mul(1_000_003).wrapping_add(index as u64 + 1),
        },
    });
    let mut album: Vec<Entry> = drawn.collect();
    if count >= PHOTOS {
        album.extend(COMPANIONS.iter().map(|(path, taken, content)| Entry {
            path: (*path).to_owned(),
            taken: moment(taken),
            content: content.clone(),
        }));
        album.extend((0..count - PHOTOS).map(|number| further(number, seed)));
    }
    album
}

fn further(number: usize, seed: u64) -> Entry {
    let own = seed.wrapping_mul(7_368_787).wrapping_add(number as u64 + 1_000_000);
    let chance = Chance::new(own);
    let first = NaiveDate::from_ymd_opt(2004, 1, 1).unwrap_or_default();
    let taken = (first + Duration::days(chance.below(8_300) as i64)).and_time(chrono::NaiveTime::MIN)
        + Duration::seconds(28_800 + chance.below(43_200) as i64);
    Entry {
        path: format!("{}/IMG_{:05}.JPG", taken.format("%Y/%Y-%m"), number + 10_000),
        taken,
        content: Content::Picture {
            scene: chance.one_of(&Scene::ALL),
            size: chance.one_of(&[(800, 600), (900, 600), (1024, 768)]),
            form: Form::Jpeg,
            seed: own,
        },
    }
}

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").unwrap_or_default()
}
