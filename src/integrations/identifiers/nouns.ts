/** The second words of session ids: friendly, distinct when read aloud, with one spelling each. */
export const NOUNS: readonly string[] = `
  acorn albatross alder almond alpaca anchor antelope apple arch aspen aster atlas aurora badger bagel bamboo banjo
  barn basin beacon bell birch bison blossom bluebird boat bobcat bonfire book branch breeze bridge brook buffalo
  bugle bunting butter cabin cactus camel canary candle canoe canyon captain cardinal caribou castle cedar cello
  chapel cheetah cherry chestnut cliff clock cloud clover coast comet compass condor cosmos cottage cove coyote crane
  cricket crocus crystal cypress daisy delta desert dingo dolphin dome dove dragon duck dune eagle echo elk elm
  ember emu falcon fawn feather fern ferret ferry fiddle field finch fjord flame flamingo flint flute forest fountain
  fox frog galaxy gale garden garnet gazelle gecko geyser gibbon giraffe glacier glade grape grouse grove gull hamlet
  harp harvest hawk heath heather hedge heron hickory hill holly honey horizon horn ibex ibis inlet iris island ivy
  jackal jaguar jasmine jay juniper kayak kestrel kettle kite kiwi koala lagoon lake lamb lantern larch lark laurel
  lava leaf lemming lemur leopard lichen lily linden lion llama lotus magnet magpie mallard mango marlin marmot marsh
  meadow melon meteor mill mimosa mint monarch moon moss moth mountain mulberry narwhal nebula nectar newt
  nightingale nutmeg oak oasis ocean ocelot octave onyx orbit orca orchard orchid oriole osprey otter owl oyster
  palm panda panther papaya parrot partridge path peach peacock pebble pelican penguin peony pepper perch petal
  petrel pheasant piano pilot pine planet plateau plover pond pony poplar poppy porcupine prairie puffin puma quail
  quill quokka rabbit raccoon rainbow raven reef reindeer ridge river robin rocket rowan saffron salmon sandpiper
  sapling satellite seal sequoia shell shore skylark sparrow spring spruce squirrel stag star starling stone stork
  stream summit swallow swan tapir thicket thistle thrush thunder tiger timber topaz torrent toucan tower trail
  trout tundra turtle valley vine vista volcano walnut walrus warbler wave willow wind wolf wombat woodland wren yak
  yarrow zebra zephyr zinnia
`
  .trim()
  .split(/\s+/);
